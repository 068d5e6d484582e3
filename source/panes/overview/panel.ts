import {heading, type Segment, type Skin} from '../../components/skin.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {panelNotice} from '../notice.ts';

/** Draws the short form of a pane. */
export type Draw = (live: Live, width: number, height: number, skin: Skin) => string[];

/**
The heading of a panel with the key of its pane, and the reason if its section has no value.
@param aside text at the end of the heading
*/
export function panelHead<T>(
	[key, name]: readonly [key: string, name: string],
	aside: string,
	section: Section<T>,
	width: number,
	height: number,
	skin: Skin,
): string[] {
	const muted: Segment[] = aside === '' ? [] : [['muted', aside]];
	return [
		heading([['accent', key], ' ', ['title', name]], muted, width, skin),
		...panelNotice(section, width, height, skin),
	];
}
