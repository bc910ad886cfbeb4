"""The names of the contenders, as they stand in results and tables."""

from __future__ import annotations

SORT = "numpy.sort"
EXACT = "workbench, every threshold"
EDGES = "workbench, 16,384 edges"
EXACT_STUDY = "workbench, every threshold, 10 metrics, frontier"
EDGES_STUDY = "workbench, 16,384 edges, 10 metrics, frontier"
ROC = "scikit-learn roc_curve"
MATRICES = "scikit-learn confusion_matrix_at_thresholds"
PRECISION_RECALL = "scikit-learn precision_recall_curve"
ARGSORT = "NumPy argsort, gather, cumsum"
PANDAS = "pandas sort_values, cumsum"
GROUPBY = "pandas groupby, cumsum"
GRID = "NumPy loop over 100 thresholds"
EQUAL_BINS = "NumPy 65,536 bins of equal width"
BY_SEGMENT = "workbench, every threshold of 10 segments"
BAND = "workbench, band of 1,000 replicates"
SLIDER = "workbench, one slider move"
TYPED = "workbench, one typed threshold"
MOOCORE = "moocore is_nondominated"
OUR_FRONTIER = "workbench is_nondominated"
TUNED = "scikit-learn TunedThresholdClassifierCV"
EXPLAINER = "explainerdashboard"
METRIC_FRAME = "Fairlearn MetricFrame"
OPTIMIZER = "Fairlearn ThresholdOptimizer"
DCURVES = "dcurves dca"
MAPIE = "MAPIE BinaryClassificationController"
YELLOWBRICK = "Yellowbrick DiscriminationThreshold"
PACKAGES = (TUNED, METRIC_FRAME, OPTIMIZER, DCURVES, MAPIE, YELLOWBRICK, EXPLAINER)
# Those of them that take half a minute each.
LONG = (YELLOWBRICK, EXPLAINER)
PACKAGES_ROWS = 100_000
