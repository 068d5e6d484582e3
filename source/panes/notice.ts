import type {Skin} from '../components/skin.ts';
import {line} from '../components/skin.ts';
import {age} from '../format/quantities.ts';
import {describeError} from '../postgres/server-error.ts';
import type {Live} from '../sampler/live.ts';
import {type Section, shownValue} from '../snapshot/section.ts';
import {wrap} from '../terminal/width.ts';

/** Why a section has nothing to show, in lines; empty where it has. */
export function notice<T>(section: Section<T>, width: number, skin: Skin): string[] {
	const text = (token: 'muted' | 'warning' | 'bad', paragraph: string) =>
		wrap(paragraph, width - 2).map(part => line([' ', [token, part]], width, skin));
	switch (section.status) {
		case 'ok':
			return [];
		case 'pending':
			return text('muted', `sampling${skin.glyphs.ellipsis}`);
		case 'unsupported':
			return text('muted', `n/a: ${section.reason}`);
		case 'denied':
			return [
				...text('warning', `n/a: ${section.reason}.`),
				...text('muted', `To allow it: ${section.grant};`),
			];
		case 'failed':
			return text(
				'bad',
				`${section.last ? 'The last sample failed' : 'n/a'}: ${describeError(section.error)}`,
			);
	}
}

/** How old a value is, where that is more than two intervals: slow questions are asked less often. */
export function oldness(sampledAt: Date, live: Live): string {
	const old = live.now.getTime() - sampledAt.getTime();
	return old > 2 * live.intervalMs + 1000 ? `${age(sampledAt, live.now)} old` : '';
}

/** The value of a section where there is one, its age in words, and whether it is from before a failure. */
export function current<T>(
	section: Section<T>,
	live: Live,
): {value: T; old: string; failed: boolean} | undefined {
	const shown = shownValue(section);
	return (
		shown && {value: shown.value, old: oldness(shown.sampledAt, live), failed: section.status === 'failed'}
	);
}
