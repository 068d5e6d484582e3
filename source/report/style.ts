/** Light or dark by the reader's preference, and black on white in print. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d0d7de; --bad: #b42318;
	--warning: #9a6700; --good: #1a7f37; --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9198a1; --line: #3d444d;
	--bad: #ff7b72; --warning: #d29922; --good: #3fb950; --accent: #58a6ff; } }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; padding: 24px;
	max-width: 1240px; overflow-wrap: anywhere; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 32px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
p { margin: 4px 0; }
.soft, figcaption span, th { color: var(--soft); font-weight: normal; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 16px; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-weight: 600; font-size: 13px; }
svg { width: 100%; height: auto; display: block; }
svg path { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linecap: round; }
svg text { font-size: 11px; fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 0.5; }
svg .mark { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 3 3; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); }
tr { break-inside: avoid; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font: 12px/1.4 ui-monospace, monospace; white-space: pre-wrap; }
pre { margin: 4px 0; }
.critical, .failed, .interrupted { color: var(--bad); font-weight: 600; }
.warning { color: var(--warning); font-weight: 600; }
.done { color: var(--good); }
@media print { :root { --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --bad: #900; --warning: #640;
	--good: #050; --accent: #036; color-scheme: light; } body { padding: 0; max-width: none; }
	.charts { grid-template-columns: 1fr 1fr; } }
`;
