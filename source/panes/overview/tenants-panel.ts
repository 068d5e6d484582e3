import {line, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import {percent, plural, shortCount, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {fitTo} from '../../terminal/width.ts';
import {current} from '../notice.ts';
import {errorTone} from '../requests/groups.ts';
import {panelHead} from './panel.ts';
import {waitingPanel} from './sessions-panel.ts';

/** The busiest tenants; where nothing records them, what sessions wait for. */
export function tenantsPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.tenants;
	if (section.status === 'unsupported') return waitingPanel(live, width, height, skin);
	const tenants = current(section, live);
	const aside = tenants ? [plural(tenants.value.allTenants, 'tenant'), tenants.old] : [];
	const words = aside.filter(Boolean).join(', ');
	const head = panelHead(['3', 'Tenants'], words, section, width, height, skin);
	if (!tenants) return head;
	if (tenants.value.rows.length === 0) return [...head, line(['  no requests of any tenant'], width, skin)];
	const wide = width >= 56;
	const nameWidth = Math.max(10, Math.min(24, width - (wide ? 45 : 29)));
	const titles = `${'tenant'.padEnd(nameWidth)} ${'requests'.padStart(8)}${wide ? 'share'.padStart(15) : ''} ${'p95'.padStart(8)} ${'errors'.padStart(7)}`;
	return [
		...head,
		line(['  ', ['muted', titles]], width, skin),
		...tenants.value.rows.map(row =>
			line(
				[
					'  ',
					fitTo(row.name, nameWidth, 'left', skin.glyphs.ellipsis),
					' ',
					['strong', shortCount(row.requests).padStart(8)],
					...(wide
						? [' ', ['accent', bar(row.share, 6, skin.glyphs)] as const, percent(row.share).padStart(8)]
						: []),
					' ',
					['strong', shortDuration(row.p95Ms).padStart(8)],
					' ',
					[
						errorTone(row.errors, row.requests) ?? 'plain',
						percent(errorShare(row.errors, row.requests)).padStart(7),
					],
				],
				width,
				skin,
			),
		),
	].slice(0, height);
}
