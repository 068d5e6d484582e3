import type {JournalStory} from '../actions/engine/journal-story.ts';
import type {Finding, Findings} from '../domain/findings/finding.ts';
import type {Blocking} from '../domain/sessions/schema.ts';
import type {Snapshot} from '../domain/snapshot/schema.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import type {Statements} from '../domain/statements/schema.ts';
import type {Vitals} from '../history/vitals.ts';
import type {Gap, RecordedMoment, Recording} from '../recording/recording.ts';
import type {Point} from './chart.ts';
import {type Begun, blockingAt, noteStatements, sectionAt, statementsAt} from './evidence.ts';

/** A finding over the recorded time. */
export type FindingSpan = {
	/** As last reported. */
	readonly finding: Finding;
	readonly first: Date;
	readonly last: Date;
	/** The number of samples that have it. */
	readonly samples: number;
};

export type Report = {
	readonly source: string;
	readonly last: Snapshot;
	readonly from: Date;
	readonly to: Date;
	readonly samples: number;
	readonly intervalMs: number;
	readonly vitals: readonly Vitals[];
	readonly p95: readonly Point[];
	readonly waiting: readonly Point[];
	readonly findings: readonly FindingSpan[];
	readonly unknown: Findings['unknown'];
	readonly statements:
		| {readonly begun: Begun; readonly last: Statements['rows']; readonly own: number}
		| undefined;
	/** The moment with the most waiting sessions. */
	readonly blocking: {readonly at: Date; readonly value: Blocking} | undefined;
	/** Whether blocking was recorded. */
	readonly blockingKnown: boolean;
	readonly gaps: readonly Gap[];
	readonly journal: readonly JournalStory[];
	readonly journalProblem: string | undefined;
};

/** Reads a recording once and collects the report's data. */
export function gatherReport(
	recording: Pick<Recording, 'file' | 'walk' | 'at' | 'times' | 'vitals' | 'gaps'>,
	journal: {readonly stories: readonly JournalStory[]; readonly problem?: string | undefined},
): Report {
	const spans = new Map<string, FindingSpan>();
	const p95 = new Map<number, Point>();
	const waiting: Point[] = [];
	let begun: Begun | undefined;
	let counted: Statements | undefined;
	let blocking: Report['blocking'];
	let blockingKnown = false;
	let seen: unknown;
	for (const moment of recording.walk()) {
		for (const finding of moment.findings.rows) noteFinding(spans, finding, moment.at);
		const requests = sectionAt(moment, 'requests');
		if (requests !== seen) notePoints(p95, moment);
		seen = requests;
		const statements = statementsAt(moment);
		if (statements && statements !== counted) begun = noteStatements(begun, statements);
		counted = statements ?? counted;
		const blocked = blockingAt(moment);
		waiting.push({at: moment.at, value: blocked?.waiting ?? null});
		blockingKnown ||= blocked !== undefined;
		if (blocked && blocked.waiting > (blocking?.value.waiting ?? 0))
			blocking = {at: moment.at, value: blocked};
	}
	const live = recording.at(Number.POSITIVE_INFINITY);
	if (!live) throw new Error('A recording has a last moment.');
	const times = recording.times();
	const rank = {critical: 0, warning: 1, info: 2};
	return {
		source: recording.file,
		last: live.snapshot,
		from: new Date(times[0] ?? 0),
		to: live.snapshot.takenAt,
		samples: times.length,
		intervalMs: live.intervalMs,
		vitals: recording.vitals(),
		p95: [...p95.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
		waiting,
		findings: [...spans.values()].toSorted(
			(a, b) => rank[a.finding.severity] - rank[b.finding.severity] || a.first.getTime() - b.first.getTime(),
		),
		unknown: live.snapshot.findings.unknown,
		statements: counted && begun && {begun, last: counted.rows, own: counted.own},
		blocking,
		blockingKnown,
		gaps: recording.gaps(),
		journal: journal.stories,
		journalProblem: journal.problem,
	};
}

function noteFinding(spans: Map<string, FindingSpan>, finding: Finding, at: Date): void {
	const known = spans.get(finding.id);
	spans.set(finding.id, {
		finding,
		first: known?.first ?? at,
		last: at,
		samples: (known?.samples ?? 0) + 1,
	});
}

/** A later reading of a minute is more complete. */
function notePoints(p95: Map<number, Point>, moment: RecordedMoment): void {
	const section = sectionAt(moment, 'requests');
	for (const {at, p95Ms} of (section && shownValue(section)?.value.series) ?? [])
		p95.set(at.getTime(), {at, value: p95Ms});
}
