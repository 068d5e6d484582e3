import {line, type Segment, type Skin} from '../../components/skin.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {
	elsewhereUnknown,
	horizonWords,
	runWords,
	sequenceWords,
	wraparoundWords,
} from '../../domain/vacuum/row-words.ts';
import type {Vacuum} from '../../domain/vacuum/schema.ts';
import {type Hidden, hiddenText} from '../../domain/vacuum/words.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import {truncate, widthOf} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';

type Fact = readonly [tone: Token, text: string];

const longMs = 600_000;
const manyTransactions = 1_000_000;

/** Every running statement holds the horizon for a moment: only an old holder is a warning. */
function holderTone({age, since, active}: HorizonHolder, now: Date): Token {
	const old = since !== null && now.getTime() - since.getTime() > longMs;
	return age >= manyTransactions || old || (active === false && age > 10_000) ? 'warning' : 'plain';
}

/**
The facts above the list: holders of the xmin horizon, running VACUUMs, wraparound and sequences. Each group shows as many
lines as fit, the worst first, and the number of the rest.
*/
export function vacuumFacts(vacuum: Vacuum, {live, width, height, skin}: PaneView): string[] {
	const {now} = live;
	const {quotedUser} = live.snapshot.server;
	const each = height >= 34 ? 3 : 1;
	const group = <T>(
		label: string,
		section: Section<T>,
		facts: (value: T) => readonly Fact[],
		none: string,
	) => {
		const value = shownValue(section)?.value;
		if (value === undefined) {
			const [first = ''] = notice(section, Math.max(20, width - 16), skin, 1);
			return [line(['  ', ['muted', label.padEnd(14)]], width, skin) + first.trimStart()];
		}
		const all = facts(value);
		if (all.length === 0) return [factLine(label, ['good', none], '', width, skin)];
		const shown = all.slice(0, each);
		const rest = all.length - shown.length;
		return shown.map((fact, index) =>
			factLine(
				index === 0 ? label : '',
				fact,
				rest > 0 && index === shown.length - 1 ? `  and ${rest} more` : '',
				width,
				skin,
			),
		);
	};
	return [
		...group(
			'xmin horizon',
			vacuum.horizon,
			({holders, hidden}) => [
				...holders.map((holder): Fact => [holderTone(holder, now), horizonWords(holder, now)]),
				...hiddenFacts(hidden, quotedUser),
			],
			'not held back',
		),
		...group(
			'running',
			vacuum.running,
			runs => runs.map((run): Fact => [run.againstWraparound ? 'warning' : 'plain', runWords(run, now)]),
			'no VACUUM',
		),
		...group(
			'wraparound',
			vacuum.databases,
			({databases}) =>
				databases.map(
					(row): Fact => [
						row.state === 'ok' ? 'plain' : row.state === 'due' ? 'warning' : 'bad',
						wraparoundWords(row),
					],
				),
			'no database',
		),
		...group(
			'sequences',
			vacuum.sequences,
			({rows, unseen, grant, elsewhere}) => [
				...rows
					.filter(({used}) => used !== null)
					.slice(0, 3)
					.map(
						(row): Fact => [
							row.cycles
								? 'plain'
								: (row.used ?? 0) >= 0.9
									? 'bad'
									: (row.used ?? 0) >= 0.75
										? 'warning'
										: 'plain',
							// Shorten a long name, not the figures.
							sequenceWords({
								...row,
								name: truncate(row.name, Math.max(20, width - 60), skin.glyphs.ellipsis),
							}),
						],
					),
				...(unseen === 0
					? []
					: [
							['muted', `n/a: ${unseen}${grant === null ? ', locked' : `. To see them: ${grant};`}`] as const,
						]),
				...elsewhereFacts(elsewhereUnknown(elsewhere)),
			],
			'none in any database',
		),
	];
}

function hiddenFacts(hidden: readonly Hidden[], quotedUser: string): readonly Fact[] {
	const text = hiddenText(hidden);
	return text === undefined
		? []
		: [['muted', `n/a: ${text}. To see them: GRANT pg_monitor TO ${quotedUser};`]];
}

function elsewhereFacts(unknown: string | undefined): readonly Fact[] {
	return unknown === undefined ? [] : [['muted', `n/a: ${unknown}`]];
}

/** Truncates the text but never the number of further lines. */
function factLine(label: string, [tone, text]: Fact, more: string, width: number, skin: Skin): string {
	const room = Math.max(10, width - 16 - widthOf(more));
	const shown: Segment[] = [
		'  ',
		['muted', label.padEnd(14)],
		[tone, truncate(text, room, skin.glyphs.ellipsis)],
		['muted', more],
	];
	return line(shown, width, skin);
}
