#include "server/html_page.h"

// Colours keep a contrast of 4.5:1 in both schemes; nothing is wider than a
// screen of 320 pixels but tables, which scroll by themselves.
const char *const html_style[] = {
    ":root{color-scheme:light dark;--vlak:#fff;--tint:#f2f5f8;--tekst:#1a1c1f;"
    "--zacht:#50565e;--lijn:#c3cad2;--rand:#6b737c;--link:#0a4d8c;"
    "--band:#0b3a66;--op-band:#fff;--focus:#b3261e}\n",
    "@media (prefers-color-scheme:dark){:root{--vlak:#14171b;--tint:#1e2329;"
    "--tekst:#e9ecef;--zacht:#b5bcc4;--lijn:#3a424b;--rand:#8d96a0;"
    "--link:#8fc2ff;--band:#0f2940;--op-band:#fff;--focus:#ffd54a}}\n",
    "*{box-sizing:border-box}\n",
    "body{margin:0;background:var(--vlak);color:var(--tekst);"
    "font:1rem/1.6 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif;"
    "overflow-wrap:anywhere}\n",
    "a{color:var(--link);text-underline-offset:.15em}\n",
    "a:hover{text-decoration-thickness:.15em}\n",
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}\n",
    ".naar-inhoud{position:absolute;left:-100vw;background:var(--vlak);"
    "padding:.75rem 1rem}\n",
    ".naar-inhoud:focus{left:1rem;top:1rem;z-index:1}\n",
    ".band{background:var(--band);color:var(--op-band)}\n",
    ".band a{color:var(--op-band);text-decoration:none;font-size:1.25rem;"
    "font-weight:700;display:inline-block;padding:.6rem 0}\n",
    ".band a:hover{text-decoration:underline}\n",
    ".band :focus-visible{outline-color:#ffd54a}\n",
    ".breed{max-width:72rem;margin:0 auto;padding:0 1rem}\n",
    ".kruimels ol{list-style:none;display:flex;flex-wrap:wrap;gap:0 .5rem;"
    "margin:0;padding:.75rem 0 0}\n",
    ".kruimels li{padding:.1rem 0}\n",
    ".kruimels li+li::before{content:\"\\203a\";color:var(--zacht);"
    "margin-right:.5rem}\n",
    ".kruimels a{display:inline-block;min-height:1.6rem}\n",
    "main{padding:0 0 2rem}\n",
    "main:focus{outline:none}\n",
    "h1{font-size:clamp(1.6rem,5vw,2.2rem);line-height:1.2;margin:1rem 0}\n",
    "h2{font-size:1.35rem;line-height:1.3;margin:2rem 0 .75rem}\n",
    "h3{font-size:1.1rem;line-height:1.4;margin:1.75rem 0 .5rem}\n",
    "p,ul,dl{max-width:48rem}\n",
    ".inleiding{font-size:1.125rem}\n",
    "code{background:var(--tint);padding:.1em .3em;border-radius:.2em;"
    "font-size:.9em}\n",
    ".verborgen{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%);white-space:nowrap}\n",
    ".zacht,.niets{color:var(--zacht)}\n",
    ".plaats{font-variant-numeric:tabular-nums}\n",
    ".tabel{position:relative;overflow-x:auto;margin:1rem 0}\n",
    ".tabel:focus-visible{outline-offset:-3px}\n",
    "table{border-collapse:collapse;min-width:100%;overflow-wrap:normal}\n",
    "caption{text-align:left;font-weight:700;padding:.5rem 0}\n",
    "th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;"
    "border-bottom:1px solid var(--lijn);max-width:26rem;min-width:4rem}\n",
    "thead th{border-bottom:2px solid var(--rand);background:var(--tint);"
    "vertical-align:bottom}\n",
    "thead code{background:none;padding:0;font-weight:400;"
    "color:var(--zacht)}\n",
    "tbody tr:hover{background:var(--tint)}\n",
    "tfoot th,tfoot td{border-top:2px solid var(--rand);font-weight:700}\n",
    ".getal{text-align:right;font-variant-numeric:tabular-nums}\n",
    "dl{display:grid;grid-template-columns:minmax(8rem,1fr) 2fr;margin:1rem 0;"
    "max-width:56rem}\n",
    "dt,dd{margin:0;padding:.45rem 0;border-bottom:1px solid var(--lijn)}\n",
    "dt{font-weight:600;padding-right:1rem}\n",
    "@media (max-width:30rem){dl{display:block}dt{border:0;padding-bottom:0}"
    "dd{padding-top:0}}\n",
    "form{background:var(--tint);border:1px solid var(--lijn);"
    "border-radius:.4rem;padding:1rem;margin:1rem 0}\n",
    "fieldset{border:0;margin:0;padding:0;min-width:0}\n",
    "legend,summary{font-weight:700;font-size:1.1rem;padding:0}\n",
    "summary{cursor:pointer}\n",
    ".velden{display:grid;gap:1rem;align-items:start;margin:.75rem 0 1rem;"
    "grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr))}\n",
    "label{display:block;font-weight:600}\n",
    ".hulp{display:block;font-weight:400;color:var(--zacht);"
    "font-size:.9rem}\n",
    "input,select,button{font:inherit;color:inherit;width:100%;"
    "min-height:2.75rem;padding:.4rem .6rem;border:1px solid var(--rand);"
    "border-radius:.3rem;background:var(--vlak)}\n",
    "button{width:auto;background:var(--band);color:var(--op-band);"
    "border-color:var(--rand);padding:.4rem 1.5rem;font-weight:600;"
    "cursor:pointer}\n",
    "button:hover{text-decoration:underline}\n",
    ".knoppen{display:flex;flex-wrap:wrap;gap:1rem;align-items:center}\n",
    ".bladeren ul,.vormen ul{list-style:none;display:flex;flex-wrap:wrap;"
    "gap:.5rem 1.5rem;padding:0;margin:1rem 0}\n",
    ".bladeren a,.vormen a,.knoppen a{display:inline-block;padding:.3rem 0}\n",
    ".fout{border-left:.4rem solid var(--focus);padding:.25rem 1rem;"
    "background:var(--tint)}\n",
    "footer{border-top:1px solid var(--lijn);background:var(--tint);"
    "padding:1rem 0 2rem}\n",
    "footer h2{margin-top:.5rem;font-size:1.1rem}\n",
    "footer dl{display:block}\n",
    "footer dt,footer dd{border:0;padding:.1rem 0;display:inline}\n",
    "footer dt::after{content:\":\"}\n",
    "footer dd::after{content:\"\";display:block}\n",
    ".legenda{max-width:100%;height:auto}\n",
    "@media print{form,.naar-inhoud,.bladeren{display:none}}\n",
    NULL,
};
