"""Tables of places as people keep them: spreadsheets and CSV of any form, understood or refused in words."""
