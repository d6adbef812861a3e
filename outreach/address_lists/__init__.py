"""From somebody's file to doors: read, understood, doubted and asked; pure rules, nothing is stored here."""
