"""Sweep: a study of many runs, kept in a store that no crash, no flipped bit and no second driver can spoil.

A study (`study`) says which scenarios, parameters and replicates; `plan` numbers its runs and cuts them into chunks;
`chunks` makes a chunk, a pure function of the plan and a number; `store` commits it; `driver` goes through the missing
ones. The store is the only coordinator: whoever has it can go on, repeat or race, with the same result.
"""
