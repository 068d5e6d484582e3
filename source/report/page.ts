import {outcomeNote, outcomeSentence} from '../actions/engine/journal-story.ts';
import {blockingTree} from '../domain/blocking/blocking-tree.ts';
import {unjudgedText} from '../domain/findings/finding.ts';
import {ruleName} from '../domain/findings/rules.ts';
import type {Party} from '../domain/sessions/schema.ts';
import {count, dateTime, duration, plural, zone} from '../format/quantities.ts';
import {charts} from './charts.ts';
import {whyNot, worstStatements} from './evidence.ts';
import type {FindingSpan, Report} from './gather.ts';
import {type Html, html, table} from './html.ts';
import {style} from './style.ts';

/** The number of statements in the report. */
const mostStatements = 25;

/** One self-contained page without scripts, fonts or pictures from elsewhere. */
export function reportPage(report: Report, now: Date, pgdeckVersion: string): string {
	const {server} = report.last;
	const title = `${server.database} on ${server.host}:${server.port}`;
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${`${title}, ${dateTime(report.from)}`}</title>
<style>${{markup: style}}</style>
</head>
<body>
<h1>${title}</h1>
<p>PostgreSQL ${server.version}, ${server.inRecovery ? 'standby' : 'primary'}${server.production ? ', production' : ''}, sampled as ${server.user}</p>
<p>${dateTime(report.from)} to ${dateTime(report.to)} (${duration(report.to.getTime() - report.from.getTime())}), ${plural(report.samples, 'sample')}</p>
<p class="soft">Times are local: ${zone(now)}. Report of ${report.source === '' ? 'the server' : report.source} by pgdeck ${pgdeckVersion} at ${dateTime(now)}.</p>
<h2>Timeline</h2>
${charts(report)}${gaps(report)}
<h2>Findings</h2>
${findings(report)}
<h2>Worst statements</h2>
${statements(report)}
<h2>Blocking</h2>
${blocking(report)}
<h2>Actions</h2>
${journal(report)}
</body>
</html>
`;
	return page.markup;
}

function gaps({gaps: list}: Report): Html {
	if (list.length === 0) return html``;
	return table(
		['no samples from', 'to', 'reason'],
		list.map(({began, ended, reason}) => [dateTime(began), ended ? dateTime(ended) : 'the end', reason]),
	);
}

function findings({findings: spans, unknown, samples, to}: Report): Html {
	const list =
		spans.length === 0
			? html`<p>None in ${plural(samples, 'sample')}.</p>`
			: table(
					['severity', 'finding', 'since', 'first seen', 'last seen', {title: 'samples', figure: true}],
					spans.map(span => findingRow(span, to)),
				);
	const blind = unknown.map(item => html`<li>${ruleName(item.rule)}: ${unjudgedText(item)}</li>`);
	return blind.length === 0
		? list
		: html`${list}<p class="soft">Rules without an answer at the end:</p><ul class="soft">${blind}</ul>`;
}

function findingRow({finding, first, last, samples}: FindingSpan, end: Date): Array<string | Html> {
	const {severity, title, since, sinceKnown, evidence, help, acknowledged} = finding;
	const more = [...evidence, help ?? '', acknowledged ? `Acknowledged: ${acknowledged.reason}` : '']
		.filter(Boolean)
		.map(text => html`<p class="soft">${text}</p>`);
	return [
		html`<span class="${severity}">${severity}</span>`,
		html`${title}${more}`,
		sinceKnown ? dateTime(since) : `${dateTime(since)} or before`,
		dateTime(first),
		last.getTime() === end.getTime() ? 'the end' : dateTime(last),
		count(samples),
	];
}

function statements({statements: known, last: {sections}}: Report): Html {
	if (!known) {
		return html`<p>n/a: ${whyNot(sections.statements)}</p>`;
	}
	const worst = worstStatements(known.begun, known.last, mostStatements);
	if (worst.length === 0) return html`<p>No statement was recorded.</p>`;
	const all = worst.reduce((sum, {ms}) => sum + ms, 0);
	const own =
		known.own === 0
			? undefined
			: html`<p class="soft">Without ${plural(known.own, 'statement')} of pgdeck.</p>`;
	const list = table(
		[
			{title: 'time', figure: true},
			{title: 'share', figure: true},
			{title: 'calls', figure: true},
			{title: 'mean', figure: true},
			'by',
			'statement',
		],
		worst.map(({row, calls, ms}) => [
			duration(ms),
			all === 0 ? '-' : `${((ms / all) * 100).toFixed(1)} %`,
			count(calls),
			duration(ms / calls),
			`${row.user}${row.database === null ? '' : ` in ${row.database}`}`,
			row.text === null ? 'n/a: text not recorded' : html`<code>${row.text}</code>`,
		]),
	);
	return html`${list}${own}`;
}

function blocking({blocking: worst, blockingKnown, last: {sections}}: Report): Html {
	if (!worst) {
		return blockingKnown
			? html`<p>No session waited for a lock in any sample.</p>`
			: html`<p>n/a: ${whyNot(sections.blocking)}</p>`;
	}
	const rows = blockingTree(worst.value).map(({party, depth}) => [
		html`${'\u00a0'.repeat(4 * depth)}${depth === 0 ? '' : '└ '}${whoOf(party)}`,
		party.wait
			? `${party.wait.ms === null ? 'n/a' : duration(party.wait.ms)} for ${thingOf(party)}`
			: `blocks others, ${party.session?.state ?? (party.prepared ? 'prepared' : 'gone')}`,
		party.session?.query == null ? '' : html`<code>${party.session.query}</code>`,
	]);
	return html`<p>At ${dateTime(worst.at)} ${plural(worst.value.waiting, 'session')} waited for locks, the most of any sample.</p>
${table(['session', 'waits', 'statement'], rows)}`;
}

function whoOf({pid, session, prepared}: Party): string {
	if (prepared) return `prepared transaction ${prepared.gid ?? 'n/a'}`;
	return [String(pid), session?.user, session?.application].filter(Boolean).join(' ');
}

function thingOf({wait}: Party): string {
	const thing = wait?.thing;
	return [thing?.relation ?? thing?.kind ?? 'a lock released before it was read', wait?.mode]
		.filter(Boolean)
		.join(', ');
}

function journal({journal: stories, journalProblem, from, to}: Report): Html {
	if (journalProblem !== undefined) return html`<p>n/a: ${journalProblem}</p>`;
	if (stories.length === 0)
		return html`<p>No actions of pgdeck from ${dateTime(from)} to ${dateTime(to)} in the recording or the journal of this host.</p>`;
	return table(
		['when', 'what', 'who', 'result', {title: 'took', figure: true}],
		stories.map(story => {
			const {begun, ended} = story;
			const note = outcomeNote(story);
			return [
				dateTime(begun.at),
				html`${begun.title}<pre>${begun.statements.join(';\n')}</pre>`,
				`${begun.who.user} on ${begun.who.host} as ${begun.who.role}`,
				html`<span class="${story.outcome}">${outcomeSentence(story)}</span>${note === undefined ? undefined : html`<p>${note}</p>`}`,
				ended?.tookMs === undefined ? '-' : duration(ended.tookMs),
			];
		}),
	);
}
