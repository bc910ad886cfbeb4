from workbench.ui.frame import guard
from workbench.ui.tradeoff_page import draw

guard()
draw()
