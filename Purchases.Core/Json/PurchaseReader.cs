using System.Diagnostics.CodeAnalysis;

namespace Purchases.Core.Json;

/// <summary>
/// Reads buys and events from bytes that anyone may have sent: strict about the members that count, all wrong ones named at once,
/// tolerant of members it doesn't know. Never throws, whatever the bytes.
/// </summary>
public static class PurchaseReader
{
    /// <summary>Reads the body of POST /buy.</summary>
    public static bool TryReadBuy(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out BuyRequest? buy, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = new PurchaseMembers(ofEvent: false);
        buy = null;
        if (!TryReadMembers(utf8, ref members, out fault)) return false;

        buy = new(members.UserId.Value!, members.ItemId.Value!, members.Quantity.Value);
        return true;
    }

    /// <summary>
    /// Reads the value of a record on the topic: ours, the original's and other producers'. An eventType or eventVersion may be absent; a
    /// timestamp of another form is normalised.
    /// </summary>
    public static bool TryReadEvent(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PurchaseCreated? purchase, [NotNullWhen(false)] out ReadFault? fault)
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

    // The fault carries userId and itemId where they could be read.
    private static bool TryReadMembers(ReadOnlySpan<byte> utf8, ref PurchaseMembers members, [NotNullWhen(false)] out ReadFault? fault)
    {
        if (JsonObjectReader.TryRead(utf8, ref members, out fault)) return true;
        fault = fault with { UserId = members.UserId.Value, ItemId = members.ItemId.Value };
        return false;
    }
}
