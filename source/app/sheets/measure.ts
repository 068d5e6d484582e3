import {heading, line, type Skin} from '../../components/skin.ts';
import type {MeasurePlan} from '../../domain/tables/measurement.ts';
import {bytes, duration} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import type {Sheet} from '../sheet.ts';

/** Lines that it takes at most. */
export const measureHeight = 8;

/** What measuring reads, before it is agreed to; that it runs; or why it can't be. */
export function measureLines(
	sheet: Extract<Sheet, {kind: 'measure'}>,
	width: number,
	now: number,
	skin: Skin,
): string[] {
	const text = (value: string, token: 'plain' | 'muted' | 'warning' = 'plain') =>
		wrap(value, Math.max(10, width - 4)).map(part => line(['  ', [token, part]], width, skin));
	const head = heading([['title', `Measure ${sheet.name}`]], [], width, skin);
	switch (sheet.stage) {
		case 'asking':
			return [head, ...text(`looking at its size${skin.glyphs.ellipsis}`, 'muted')];
		case 'impossible':
			return [
				head,
				...text(`n/a: ${sheet.obstacle}`, 'warning'),
				...(sheet.help === null ? [] : text(`To allow it: ${sheet.help};`, 'muted')),
			];
		case 'ready':
			return [
				head,
				...text(readsWords(sheet.plan)),
				...text(
					'It changes nothing, but it reads: from disk, where that is not cached. While it runs it holds back VACUUM as any query does. It ends by itself after ten minutes.',
					'muted',
				),
			];
		case 'running':
			return [
				head,
				...text(
					`${sheet.plan.method} reads it, ${duration(Math.max(0, now - sheet.startedAt))} so far. Esc or c has the server cancel it.`,
					'warning',
				),
			];
	}
}

/** `Reads about 1.2 GB of 8.0 GB by pgstattuple_approx: the pages that VACUUM did not mark as all-visible.` */
function readsWords({kind, parts, method}: MeasurePlan): string {
	const sum = (of: 'bytes' | 'readBytes') => parts.reduce((all, part) => all + part[of], 0);
	const toast = parts.length > 1 ? ', its TOAST among them' : '';
	return kind === 'index'
		? `Reads all ${bytes(sum('bytes'))} of the index, by ${method}.`
		: `Reads about ${bytes(sum('readBytes'))} of ${bytes(sum('bytes'))}${toast}, by ${method}: the pages that the last VACUUM did not mark as all-visible, and any that were changed since.`;
}
