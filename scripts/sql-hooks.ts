// Provides the bundle's SQL modules to Node itself: node --import ./scripts/sql-hooks.ts.
import {registerHooks} from 'node:module';
import {migrationsModule, migrationsSource} from './sql-modules.ts';

registerHooks({
	resolve: (specifier, context, next) =>
		specifier === migrationsModule ? {url: migrationsModule, shortCircuit: true} : next(specifier, context),
	load: (url, context, next) =>
		url === migrationsModule
			? {format: 'module', source: migrationsSource(), shortCircuit: true}
			: next(url, context),
});
