"""The closed classes of English words, by which sentences are read without a parser."""


def word_set(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


AUXILIARIES = word_set(
    "has have had is are was were be been being am will would could should can may might "
    "must shall did does do hasn't haven't hadn't isn't aren't wasn't weren't won't "
    "wouldn't couldn't shouldn't can't cannot didn't doesn't don't mustn't ain't 'd 'll"
)
BE = word_set("is are was were be been being am isn't aren't wasn't weren't get got gets")
ADVERBS = word_set(
    "not never also later then repeatedly recently even once only still just now previously "
    "first again already often always ever further too instead since long soon sometimes "
    "almost twice himself herself itself themselves last yet rather nonetheless "
    "nevertheless thus so today yesterday much more fast simply quite very well"
)
PRONOUNS = word_set("he she they it we i you")
OBJECTS = word_set("him them me us her it you himself herself itself themselves")
RELATIVES = word_set("who which whose whom where")
DETERMINERS = word_set(
    "the a an this these those his her its their our my your some many most several no any "
    "each every another both all such one two three four five six seven eight nine ten few "
    "other half neither either dozens hundreds thousands"
)
SUBORDINATORS = word_set(
    "that because as when while although though if after before until unless whether than "
    "since where how why what whereas once so even"
)
CONJUNCTIONS = word_set("and or but nor yet plus")
PREPOSITIONS = word_set(
    "of for in at from with to on by about against into over under between among through "
    "during toward towards near behind across outside inside within without like around via "
    "per upon including despite amid along following besides beyond off out up pursuant"
)
ATTACHING = word_set(
    "of for in at from with to on by between near behind around across inside within under among"
)
TIME_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon. tues. wed. thurs. fri. "
    "sat. sun. january february march april may june july august september october november "
    "december jan. feb. mar. apr. aug. sept. oct. nov. dec. today yesterday tonight "
    "tomorrow morning afternoon evening night week weekend month year earlier later "
    "recently"
)
OPENING_ADVERBS = word_set(
    "meanwhile however nonetheless nevertheless still then now later today yesterday "
    "instead moreover furthermore thus therefore also indeed often perhaps maybe once "
    "sometimes recently separately earlier afterward afterwards tonight finally ultimately "
    "but and or so yet plus"
)
