import type {Skin} from '../components/skin.ts';
import {line} from '../components/skin.ts';
import {type Section, shownValue} from '../domain/snapshot/section.ts';
import {age, clock} from '../format/quantities.ts';
import {errorParts} from '../postgres/server-error.ts';
import type {Live} from '../sampler/engine/live.ts';
import {wrap} from '../terminal/width.ts';

/**
The reason why a section has no value, in lines; empty if it has one.
@param most maximum number of lines
*/
export function notice<T>(section: Section<T>, width: number, skin: Skin, most = 99): string[] {
	const lines = (text: string) => wrap(text, width - 2);
	const [first, next] = reasons(section, skin).map(([token, text]) =>
		lines(text).map((part): Reason => [token, part]),
	);
	// Advice that is cut off is no advice.
	const parts = [...(first ?? []), ...(next && (first?.length ?? 0) + next.length <= most ? next : [])];
	const [token = 'muted'] = parts[most - 1] ?? [];
	const rest = parts.slice(most - 1).map(([, text]) => text);
	const shown = parts.length > most ? [...parts.slice(0, most - 1), [token, rest.join(' ')] as const] : parts;
	return shown.map(part => line([' ', part], width, skin));
}

/** For a panel of the overview: one line if the last good data is shown below it. */
export function panelNotice<T>(section: Section<T>, width: number, height: number, skin: Skin): string[] {
	const most = section.status === 'failed' && section.last ? 1 : Math.max(1, height - 1);
	return notice(section, width, skin, most);
}

type Reason = readonly [token: 'muted' | 'warning' | 'bad', text: string];

function reasons<T>(section: Section<T>, {glyphs}: Skin): Reason[] {
	switch (section.status) {
		case 'ok':
			return [];
		case 'pending':
			return [['muted', `sampling${glyphs.ellipsis}`]];
		case 'unsupported':
			return section.help === undefined
				? [['muted', `n/a: ${section.reason}`]]
				: [
						['muted', `n/a: ${section.reason}.`],
						['muted', section.help],
					];
		case 'denied':
			return [
				['warning', `n/a: ${section.reason}.`],
				['muted', `To allow it: ${section.grant};`],
			];
		case 'failed': {
			// The time comes first: the rest may be cut.
			const what = section.last ? `Data of ${clock(section.last.sampledAt)}, newer samples fail` : 'n/a';
			const {said, next} = errorParts(section.error);
			return [['bad', `${what}: ${said}`], ...(next === undefined ? [] : [['bad', next] as const])];
		}
	}
}

/** The age of a value, if more than two intervals: slow queries run less often. */
export function oldness(sampledAt: Date, live: Live): string {
	const old = live.now.getTime() - sampledAt.getTime();
	return old > 2 * live.intervalMs + 1000 ? `${age(sampledAt, live.now)} old` : '';
}

/** The value of a section, its age in words, and whether it is from before a failure. */
export function current<T>(
	section: Section<T>,
	live: Live,
): {value: T; old: string; failed: boolean} | undefined {
	const shown = shownValue(section);
	return (
		shown && {value: shown.value, old: oldness(shown.sampledAt, live), failed: section.status === 'failed'}
	);
}
