using Microsoft.Extensions.Logging.Testing;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Mongo;

public sealed class UnreadableDocumentsTests
{
    private readonly FakeLogger<UnreadableDocumentsTests> _log = new();
    private readonly UnreadableDocuments _unreadable;

    public UnreadableDocumentsTests() => _unreadable = new("purchase", _log);

    [Fact]
    public void What_can_be_read_is_given_and_not_told_of()
    {
        BsonDocument content = new("_id", "e1");

        Assert.Same(content, _unreadable.Read(new(content, "e1"), document => document));
        Assert.Null(_unreadable.Read(null, document => document));
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public void Some_are_named_and_then_that_there_are_more()
    {
        for (var i = 0; i < UnreadableDocuments.NamedMax + 10; i++) Read($"e{i}");

        Assert.Equal(UnreadableDocuments.NamedMax + 1, _log.Lines().Count);
        Assert.Contains("further ones", _log.Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_id_is_named_by_its_beginning()
    {
        Read(new string('x', 100_000));

        Assert.InRange(Assert.Single(_log.Lines()).Length, 200, 400);
    }

    [Fact]
    public void An_id_that_is_no_text_or_can_not_be_read_is_named_as_far_as_it_goes()
    {
        Read(ObjectId.Parse("65a50b5b9d1e8a0001000000"));
        Read(BsonNull.Value);
        Read("two\nlines");

        Assert.Contains("65a50b5b9d1e8a0001000000", _log.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("null", _log.Lines()[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _log.Lines()[2]);
    }

    private void Read(BsonValue id) => Assert.Null(_unreadable.Read<BsonDocument>(new(Content: null, id), document => document));
}
