"""Moroccan names in Latin and Arabic letters, brought to one form in which their spellings can be compared.

`words` splits a name into its words, `reading` turns a word of either alphabet into sounds, `sounds` says how far
two readings are apart, `known` knows the usual names, `agreement` puts these together. Pure rules: no table of the
database, no list of pairs. Spelling is tolerated by the rules of the two languages; the list of usual names only
keeps near names apart (Hassan, Hussein) and says how little an agreement on Mohamed means.
"""
