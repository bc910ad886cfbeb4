"""How the contract looks on the page: a sheet with one column of text, in the page's own ink."""

PAPER_STYLE = """<style>
.st-key-contract-paper { container-type: inline-size; padding: 2rem 2.4rem; gap: .4rem; }
.st-key-contract-tree-narrow { display: none; }
@container (max-width: 699px) { .st-key-contract-tree-narrow { display: flex; } .st-key-contract-tree-wide { display: none; } }
@media (max-width: 640px) { .st-key-contract-paper { padding: 1rem 1rem 1.2rem; } }
[class*="st-key-contract-tree"] { margin-top: 1rem; }
[class*="st-key-contract-tree"] svg { max-width: 100%; height: auto; color: inherit; }
[class*="st-key-contract-tree"] svg [fill="#17212b"] { fill: currentColor; }
[class*="st-key-contract-tree"] svg [stroke="#17212b"] { stroke: currentColor; }
[class*="st-key-contract-tree"] [data-testid="stElementToolbar"] { display: none; }
.wb-paper { line-height: 1.5; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wb-paper header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-start; gap: .3rem 2rem; border-bottom: 2px solid currentColor; padding-bottom: .8rem; }
.wb-paper .wb-kicker { margin: 0; font-size: .82rem; letter-spacing: .08em; text-transform: uppercase; opacity: .82; }
.wb-paper h2 { margin: 0; padding: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 650; }
.wb-paper h3 { margin: 1.5rem 0 .5rem; padding: 0 0 .2rem; font-size: 1.05rem; font-weight: 650; border-bottom: 1px solid color-mix(in srgb, currentColor 22%, transparent); }
.wb-paper h4 { margin: .9rem 0 .1rem; padding: 0; font-size: 1rem; font-weight: 600; }
.wb-paper p { margin: 0 0 .35rem; } .wb-paper dd p span, .wb-paper small { opacity: .85; font-size: .92rem; }
.wb-paper dl { display: grid; grid-template-columns: minmax(7.5rem, 11rem) 1fr; gap: .3rem 1.2rem; margin: 0; padding: 0; }
.wb-paper dt { opacity: .82; padding: 0; } .wb-paper dd { margin: 0; padding: 0; }
.wb-lead dl { margin-top: 1rem; } .wb-lead dd { font-size: 1.06rem; } .wb-lead dd:first-of-type { font-weight: 600; }
.wb-paper code { background: color-mix(in srgb, currentColor 7%, transparent); color: inherit; padding: .05rem .3rem; border-radius: .25rem; font-size: .86rem; }
.wb-paper ul { margin: 0; padding-left: 1.1rem; } .wb-paper li { margin: .15rem 0; font-size: .95rem; }
.wb-paper ul.wb-signatures { list-style: none; padding: 0; }
.wb-signatures li { border-bottom: 1px solid color-mix(in srgb, currentColor 22%, transparent); padding: .45rem 0 .45rem 11.2rem; }
.wb-signatures li > span { float: left; margin-left: -11.2rem; width: 10.4rem; opacity: .82; }
.wb-signatures .wb-earlier { opacity: .82; font-size: .9rem; }
.wb-paper .wb-mark { margin: 0; border: 1.5px solid #2f7a52; border-radius: .4rem; padding: .35rem .7rem; font-size: .88rem; line-height: 1.45; }
.wb-paper .wb-mark.wb-open { border: 1px dashed currentColor; opacity: .85; }
.wb-paper .wb-alarm { border: 2px solid #b3261e; border-radius: .4rem; padding: .35rem .7rem; font-weight: 600; flex-basis: 100%; }
.wb-paper .wb-scroll, .wb-scroll { overflow-x: auto; }
.wb-scroll table { border-collapse: collapse; font-size: .9rem; width: 100%; }
.wb-scroll th, .wb-scroll td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); font-weight: 400; }
.wb-scroll thead th { font-weight: 600; }
@media (max-width: 640px) {
  .wb-paper dl { display: block; } .wb-paper dt { margin-top: .5rem; font-size: .88rem; } .wb-paper h2 { font-size: 1.4rem; }
  .wb-signatures li { padding-left: 0; } .wb-signatures li > span { float: none; display: block; margin: 0; width: auto; }
}
</style>"""
