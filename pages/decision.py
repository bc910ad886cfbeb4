from workbench.ui.frame import guard
from workbench.ui.decision_page import draw

guard()
draw()
