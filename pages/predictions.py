from workbench.ui.frame import guard
from workbench.ui.predictions_page import draw

guard()
draw()
