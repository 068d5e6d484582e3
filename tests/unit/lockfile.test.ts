import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';

type LockedPackage = {
	readonly version?: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/*
npm leaves packages for other platforms out of the lock file when its registry lacks them (a mirror with gaps), and
the next `npm ci` then refuses the whole file ("Missing: … from lock file"). So every dependency must have its entry.
*/
it('has an entry for every dependency, also those of other platforms', () => {
	const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
		readonly packages: Readonly<Record<string, LockedPackage>>;
	};
	const missing = Object.entries(lock.packages).flatMap(([place, locked]) =>
		Object.keys({...locked.dependencies, ...locked.optionalDependencies})
			.filter(name => !homes(place).some(home => lock.packages[`${home}node_modules/${name}`]))
			.map(name => `${name} of ${place || 'pgdeck'}`),
	);
	expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
	expect(missing).toEqual([]);
});

/** The folders where Node looks for a dependency of this package, innermost first. */
function homes(place: string): string[] {
	if (place === '') return [''];
	const above = place.slice(0, Math.max(place.lastIndexOf('node_modules/'), 0));
	return [`${place}/`, ...homes(above.replace(/\/$/, ''))];
}
