from workbench.ui.frame import guard
from workbench.ui.segments_page import draw

guard()
draw()
