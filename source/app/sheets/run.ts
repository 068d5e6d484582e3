import {describeBlocker, type RunProgress, type UnitProgress} from '../../actions/engine/progress.ts';
import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {duration, percent, plural} from '../../format/quantities.ts';
import type {BuildProgress} from '../../queries/run/watch.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import {type Scrolled, scrolled} from './scrolled.ts';

const statusTokens: Record<RunProgress['status'], Token> = {
	running: 'warning',
	done: 'good',
	failed: 'bad',
	cancelled: 'bad',
};

/** A run: its units, the current statement, the sessions it waits for, and the progress of an index build. */
export function runSheet(
	run: RunProgress,
	offset: number,
	height: number,
	width: number,
	now: number,
	skin: Skin,
): Scrolled {
	const elapsed = run.status === 'running' ? duration(Math.max(0, now - run.startedAt.getTime())) : '';
	const done = run.units.filter(({state}) => state === 'done').length;
	const count = run.units.length > 1 && run.status !== 'done' ? `${done} of ${run.units.length} done` : '';
	const body = [
		...(run.note
			? noteLines(run.note, run.status === 'running' ? 'warning' : statusTokens[run.status], width, skin)
			: []),
		...run.waitingFor.map(blocker =>
			line(['  ', ['warning', 'waits for '], sanitize(describeBlocker(blocker, duration))], width, skin),
		),
		...(run.statement
			? [line(['  ', ['muted', 'statement '], oneLine(sanitize(run.statement))], width, skin)]
			: []),
		...(run.state ? noteLines(run.state, 'muted', width, skin) : []),
		...(run.build ? [buildLine(run.build, width, skin)] : []),
		...run.units.flatMap(unit => unitLines(unit, run.note, width, skin)),
	];
	const part = scrolled(body, offset, Math.max(1, height - 1));
	const state = [run.status, count, elapsed].filter(Boolean).join(', ');
	const head = heading([['title', run.plan.title]], [[statusTokens[run.status], state]], width, skin);
	return {...part, lines: [head, ...part.lines]};
}

function noteLines(note: string, token: Token, width: number, skin: Skin): string[] {
	return wrap(note, Math.max(10, width - 4)).map(part => line(['  ', [token, part]], width, skin));
}

function unitLines(unit: UnitProgress, runNote: string | undefined, width: number, skin: Skin): string[] {
	const {glyphs} = skin;
	const marks: Record<UnitProgress['state'], Segment> = {
		waiting: ['muted', glyphs.dot],
		running: ['warning', glyphs.running],
		done: ['good', glyphs.tick],
		failed: ['bad', glyphs.cross],
		skipped: ['muted', '-'],
	};
	const steps = unit.statements > 1 ? `${unit.statementsDone} of ${unit.statements} statements` : '';
	const took = unit.tookMs === undefined ? '' : duration(unit.tookMs);
	const state = unit.state === 'skipped' ? 'not run' : '';
	const aside = [steps, took, state].filter(Boolean).join(', ');
	const note = unit.note && unit.note !== runNote ? unit.note : undefined;
	return [
		line(
			['  ', marks[unit.state], ' ', unit.title, ['muted', aside === '' ? '' : `  ${aside}`]],
			width,
			skin,
		),
		...(note ? wrap(note, Math.max(10, width - 6)).map(part => line(['    ', part], width, skin)) : []),
	];
}

/** Progress from the progress views: in tuples if the phase counts them, otherwise in blocks. */
function buildLine(build: BuildProgress, width: number, skin: Skin): string {
	const {phase, blocksDone, blocksTotal, tuplesDone, tuplesTotal, lockersDone, lockersTotal} = build;
	// After the scan, blocks stay at their last count.
	const share =
		tuplesTotal > 0
			? tuplesDone / tuplesTotal
			: /scan|vacuuming heap|acquiring/.test(phase) && blocksTotal > 0
				? blocksDone / blocksTotal
				: null;
	const lockers = lockersTotal > 0 ? `, waited for ${lockersDone} of ${plural(lockersTotal, 'session')}` : '';
	return line(
		[
			'  ',
			['muted', 'progress  '],
			phase.replace(/^building index: /, ''),
			' ',
			['accent', share === null ? '' : bar(share, 20, skin.glyphs)],
			share === null ? '' : ` ${percent(share, 0)}`,
			lockers,
		],
		width,
		skin,
	);
}
