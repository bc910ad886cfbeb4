from workbench.ui.frame import guard
from workbench.ui.contract_page import draw

guard()
draw()
