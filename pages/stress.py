from workbench.ui.frame import guard
from workbench.ui.stress_page import draw

guard()
draw()
