import {heading, line, type Skin} from '../../components/skin.ts';
import type {MeasurePlan} from '../../domain/tables/measurement.ts';
import {bytes, duration} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import type {Sheet} from '../sheet.ts';

/** Maximum height in lines. */
export const measureHeight = 8;

/** A measurement: what it will read, its progress, or why it can't be done. */
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
			return [head, ...text(`reading its size${skin.glyphs.ellipsis}`, 'muted')];
		case 'impossible':
			return [
				head,
				...text(`n/a: ${sheet.obstacle.text}`, 'warning'),
				...(sheet.help === null ? [] : text(`To allow it: ${sheet.help};`, 'muted')),
			];
		case 'ready':
			return [
				head,
				...text(readsWords(sheet.plan)),
				...text(
					'Changes nothing. Reads from disk what is not cached, holds back the xmin horizon like any query, and ends after 10 min at the latest.',
					'muted',
				),
			];
		case 'running':
			return [
				head,
				...text(
					`${sheet.plan.method} has been running for ${duration(Math.max(0, now - sheet.startedAt))}. Esc or c cancels it.`,
					'warning',
				),
			];
	}
}

/** `Reads about 1.2 GB of 8.0 GB with pgstattuple_approx: the pages that VACUUM did not mark all-visible.` */
function readsWords({kind, parts, method}: MeasurePlan): string {
	const sum = (of: 'bytes' | 'readBytes') => parts.reduce((all, part) => all + part[of], 0);
	const toast = parts.length > 1 ? ', including TOAST' : '';
	return kind === 'index'
		? `Reads all ${bytes(sum('bytes'))} of the index with ${method}.`
		: `Reads about ${bytes(sum('readBytes'))} of ${bytes(sum('bytes'))}${toast} with ${method}: the pages that the last VACUUM did not mark all-visible, and pages changed since.`;
}
