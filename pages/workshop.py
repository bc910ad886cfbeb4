from workbench.ui.frame import guard
from workbench.ui.room_page import draw

guard()
draw()
