using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Purchases.Core.Json;

/// <summary>
/// Reads buys and events from bytes that anyone may have sent: strict about the members that count, all wrong ones named at once,
/// tolerant of members it doesn't know. Never throws, whatever the bytes.
/// </summary>
public static class PurchaseReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body of POST /buy.</summary>
    public static bool TryReadBuy(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out BuyRequest? buy, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = new PurchaseMembers(ofEvent: false);
        buy = null;
        if (!TryReadMembers(utf8, ref members, out fault)) return false;

        buy = new(members.UserId.Value!, members.ItemId.Value!, members.Quantity.Value);
        return true;
    }

    /// <summary>
    /// Reads the value of a record on the topic: ours, the original's and other producers'. An eventType or eventVersion may be absent; a timestamp
    /// of any ISO 8601 form is normalised.
    /// </summary>
    public static bool TryReadEvent(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PurchaseCreated? purchase, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = new PurchaseMembers(ofEvent: true);
        purchase = null;
        if (utf8.Length > Limits.EventBytesMax)
        {
            fault = new(
                RejectionCode.TooLarge, $"it has {utf8.Length} bytes, more than the {Limits.EventBytesMax} that an event may have");
            return false;
        }

        if (!TryReadMembers(utf8, ref members, out fault)) return false;

        purchase = new()
        {
            EventId = members.EventId.Value!,
            Timestamp = members.Timestamp.Value,
            UserId = members.UserId.Value!,
            ItemId = members.ItemId.Value!,
            Quantity = members.Quantity.Value,
        };
        return true;
    }

    private static bool TryReadMembers(ReadOnlySpan<byte> utf8, ref PurchaseMembers members, [NotNullWhen(false)] out ReadFault? fault)
    {
        fault = null;
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (utf8.IsEmpty) fault = new(RejectionCode.Empty, "it is empty, where a JSON object was expected");
        else if (!Utf8.IsValid(utf8)) fault = new(RejectionCode.NotUtf8, "it is not UTF-8, which JSON must be");
        if (fault is not null) return false;

        try
        {
            var reader = new Utf8JsonReader(utf8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                members.Read(ref reader);
                fault = members.Fault();
            }
            else
            {
                var kind = JsonKind.Of(ref reader);
                reader.Skip();
                fault = new(
                    RejectionCode.NotAnObject,
                    $"it is not a JSON object, but {kind}",
                    new Dictionary<string, string[]>(StringComparer.Ordinal) { ["$"] = [$"must be a JSON object, but is {kind}"] });
            }

            // One more read: nothing but white space may follow.
            reader.Read();
        }
        catch (JsonException e)
        {
            fault = new(
                RejectionCode.InvalidJson, $"it is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} makes no sense there");
        }

        return fault is null;
    }
}
