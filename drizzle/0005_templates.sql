CREATE TABLE `templates` (
	`template` text NOT NULL,
	`form` text NOT NULL,
	`language` text NOT NULL,
	`registered_id` text NOT NULL,
	`entity_id` text NOT NULL,
	`header` text NOT NULL,
	`variable_max` integer NOT NULL,
	`variables_max` integer NOT NULL,
	PRIMARY KEY(`template`, `form`, `language`)
);
