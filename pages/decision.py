from workbench.ui.decision_page import draw
from workbench.ui.frame import guard

guard()
draw()
