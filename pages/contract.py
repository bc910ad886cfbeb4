from workbench.ui.contract_page import draw
from workbench.ui.frame import guard

guard()
draw()
