import type {Finding, Findings} from '../domain/findings/finding.ts';
import {encodeSnapshot, type Snapshot} from '../domain/snapshot/schema.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {sectionIds} from '../domain/snapshot/sections.ts';
import {plural} from '../format/quantities.ts';
import {packSet} from '../migrations/set.ts';
import {UserError} from '../postgres/errors.ts';
import {describeError, toServerError} from '../postgres/server-error.ts';
import {resolveSettings} from '../settings/settings.ts';
import {oneLine, sanitize} from '../terminal/sanitize.ts';
import {connect} from './connect.ts';
import {takeSample} from './sampling.ts';
import {findingsText} from './text/findings.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Exit codes of monitoring plugins: https://www.monitoring-plugins.org/doc/guidelines.html */
const states = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
type Code = 0 | 1 | 2 | 3;

/** Time between the two samples of counters, for rates. */
const ratesOverMs = 1000;

/** No rule reads query plans. */
const judged = sectionIds.filter(id => id !== 'plans');

/**
Prints the findings for a monitoring system.
@returns 0 no problems, 1 a warning, 2 a critical finding, 3 unknown: also for wrong usage and an unreachable server
*/
export async function checkCommand([text, extra]: readonly string[], flags: Flags): Promise<Code> {
	try {
		rejectExtra('check', extra);
		const settings = resolveSettings(text, flags, process.env, packSet());
		const connected = await connect(settings, 'analytics');
		try {
			const snapshot = await takeSample(judged, connected, settings, ratesOverMs);
			const code = codeOf(snapshot.findings);
			process.stdout.write(flags.json ? jsonOf(snapshot, code) : `${checkText(snapshot, code)}\n`);
			return code;
		} finally {
			await connected.reader.close();
		}
	} catch (error) {
		const reason = error instanceof UserError ? error.message : describeError(toServerError(error));
		const told = oneLine(sanitize(reason));
		process.stdout.write(
			flags.json
				? `${JSON.stringify({state: 'UNKNOWN', reason: told}, null, '\t')}\n`
				: `PGDECK UNKNOWN - ${told}\n`,
		);
		return 3;
	}
}

/** Acknowledged findings raise no alarm. Without findings, a rule that was denied or failed makes the state UNKNOWN. */
export function codeOf({rows, unknown}: Findings): Code {
	const open = rows.filter(({acknowledged}) => acknowledged === null);
	const has = (severity: Finding['severity']) => open.some(row => row.severity === severity);
	if (has('critical')) return 2;
	if (has('warning')) return 1;
	return unknown.some(({blind}) => blind) ? 3 : 0;
}

/** One status line with performance data after the bar, then one line for each finding. */
export function checkText({findings, server, sections}: Snapshot, code: Code): string {
	const open = findings.rows.filter(({acknowledged}) => acknowledged === null);
	const number = (severity: Finding['severity']) => open.filter(row => row.severity === severity).length;
	const [critical, warnings] = [number('critical'), number('warning')];
	const blind = findings.unknown.filter(item => item.blind).length;
	const health = shownValue(sections.health)?.value;
	const parts = [
		critical > 0 ? `${critical} critical` : '',
		warnings > 0 ? plural(warnings, 'warning') : '',
		critical + warnings > 0 ? '' : 'no problems found',
		blind > 0 ? `${plural(blind, 'rule')} not checked` : '',
	].filter(Boolean);
	const figures = [
		`critical=${critical}`,
		`warning=${warnings}`,
		...(health
			? [
					`connections=${health.total};;;0;${health.maxConnections}`,
					...(health.rates ? [`transactions=${health.rates.transactions.toFixed(1)}`] : []),
				]
			: []),
	];
	// A bar in the text would start the performance data.
	const place = oneLine(sanitize(`${server.database} on ${server.host}:${server.port}`)).replaceAll('|', '/');
	const head = `PGDECK ${states[code]} - ${place}: ${parts.join(', ')} | ${figures.join(' ')}`;
	return [head, findingsText(findings).replaceAll('|', '/')].join('\n');
}

function jsonOf(snapshot: Snapshot, code: Code): string {
	const {server, takenAt, findings} = encodeSnapshot(snapshot) as Record<string, unknown>;
	return `${JSON.stringify({state: states[code], takenAt, server, findings}, null, '\t')}\n`;
}
