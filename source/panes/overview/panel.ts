import {heading, type Segment, type Skin} from '../../components/skin.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {panelNotice} from '../notice.ts';

/** The short form of a pane, in the room that the overview has for it. */
export type Draw = (live: Live, width: number, height: number, skin: Skin) => string[];

/**
Key and name of the pane that the panel is the short form of, and why its section has nothing to show.
@param aside what stands at the end of the heading
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
