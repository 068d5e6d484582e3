import {line} from '../components/skin.ts';
import {wrap} from '../terminal/width.ts';
import type {PaneView} from './pane.ts';

/** `label      value` of an opened row, broken into lines. */
export function labeled({width, skin}: Pick<PaneView, 'width' | 'skin'>) {
	return (label: string, value: string, token: 'plain' | 'warning' | 'muted' = 'plain') =>
		wrap(value, Math.max(10, width - 22)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(19)], [token, part]], width, skin),
		);
}
