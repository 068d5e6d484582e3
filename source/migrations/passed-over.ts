import {plural} from '../format/quantities.ts';
import {sanitize} from '../terminal/sanitize.ts';

const shown = 5;

/** Files that a reader of the folder may take for migrations, and that are none: by name, or how many. */
export function passedOverText(names: readonly string[]): string {
	const rest = names.length - shown;
	const listed = names.slice(0, shown).map(sanitize).join(', ');
	return `${listed}${rest > 0 ? ` and ${plural(rest, 'more file')}` : ''}`;
}

/** A folder without one is the wrong folder, most likely: that nothing is pending would be said of what nobody saw. */
export function noMigrationsText(directory: string | null, passedOver: readonly string[]): string {
	const where = directory === null ? '' : ` in ${sanitize(directory)}`;
	const others = passedOver.length === 0 ? '' : ` Passed over: ${passedOverText(passedOver)}.`;
	return `There are no migrations${where}: files are named YYYYMMDDHHMMSS_name.sql, as dbmate does.${others} Name another folder with --dir, or use --pack.`;
}
