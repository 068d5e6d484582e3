import {line, type Skin} from '../components/skin.ts';
import {wrap} from '../terminal/width.ts';
import type {Token} from '../theme/tokens.ts';
import type {PaneView} from './pane.ts';

/** Width of the labels with their margin. */
const labelWidth = 17;

/** A labeled value over as many lines as it takes. */
export function factLines(
	label: string,
	value: string,
	width: number,
	skin: Skin,
	token: Token = 'plain',
): string[] {
	return wrap(value, Math.max(10, width - labelWidth - 1)).map((part, index) =>
		line(['  ', ['muted', (index === 0 ? label : '').padEnd(labelWidth - 2)], [token, part]], width, skin),
	);
}

/** The same with a wider label, for the detail views. */
export function labeled({width, skin}: Pick<PaneView, 'width' | 'skin'>) {
	return (label: string, value: string, token: 'plain' | 'warning' | 'muted' = 'plain') =>
		wrap(value, Math.max(10, width - 22)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(19)], [token, part]], width, skin),
		);
}
