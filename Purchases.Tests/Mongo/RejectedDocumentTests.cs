using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class RejectedDocumentTests
{
    public static TheoryData<byte[]?> Values => new()
    {
        (byte[]?)null,
        Array.Empty<byte>(),
        "{\"qty\": 1}"u8.ToArray(),
        "\u00FC \uFEFF \0"u8.ToArray(),
        new byte[] { 0xEF, 0xBB, 0xBF, 0x7B },
        new byte[] { 0xFF, 0xFE, 0x00 },
        new byte[] { 0xED, 0xA0, 0x80 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Key_and_value_are_restored_byte_for_byte(byte[]? bytes)
    {
        var stored = BsonSerializer.Deserialize<BsonDocument>(RejectedDocument.Of(Rejected(bytes)).ToBson());

        var read = RejectedDocument.Read(stored)!;
        Assert.Equal(bytes, read.Key);
        Assert.Equal(bytes, read.Value);
    }

    [Fact]
    public void A_person_can_read_why_and_where_an_event_was_rejected()
    {
        var document = RejectedDocument.Of(Rejected("{\"qty\": 1}"u8.ToArray()));

        Assert.Equal("purchases.v1/3/42", document["_id"]);
        Assert.Equal("missing_member", document["code"]);
        Assert.Equal("quantity is missing", document["reason"]);
        Assert.Equal("{\"qty\": 1}", document["value"]);
        Assert.Equal("1970-01-01T00:00:00.000000+00:00", document["rejectedAt"]);
        Assert.False(document.Contains("valueEncoding"));
    }

    [Fact]
    public void A_rejected_event_is_read_unchanged()
    {
        var rejected = Rejected("{}"u8.ToArray());
        var document = RejectedDocument.Of(rejected);

        var waiting = RejectedDocument.Read(document)!;
        var replayed = RejectedDocument.Read(document.Set("replayedAs", "purchases.v1/3/50"))!;

        Assert.Equal(rejected with { Key = null, Value = null }, waiting with { Key = null, Value = null });
        Assert.Equal(new EventPosition("purchases.v1", 3, 50), replayed.ReplayedAs);
    }

    [Fact]
    public void An_event_that_was_kept_before_codes_existed_has_code_unknown()
    {
        var document = RejectedDocument.Of(Rejected("{}"u8.ToArray()));
        document.Remove("code");

        Assert.Equal(RejectionCode.Unknown, RejectedDocument.Read(document)!.Code);
    }

    [Fact]
    public void A_document_that_is_not_a_rejected_event_is_not_read_as_one() =>
        Assert.Null(RejectedDocument.Read(new BsonDocument("_id", ObjectId.Empty)));

    private static RejectedEvent Rejected(byte[]? bytes) =>
        new(new("purchases.v1", 3, 42), RejectionCode.MissingMember, "quantity is missing", bytes, bytes,
            EventTimestamp.FromUnixMicroseconds(0));
}
