# Parts of the language that this version cannot run: fine for a check, an error for a run.

guard "satisfied" {}                     # want TD102 "guard" @1
