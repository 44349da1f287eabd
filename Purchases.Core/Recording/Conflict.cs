namespace Purchases.Core.Recording;

/// <summary>What differs between two purchases under one eventId. Reasons are logged: numbers are quoted, and texts never.</summary>
internal static class Conflict
{
    /// <param name="recorded">Null when it can't be told: it is gone, or it is no purchase of this version.</param>
    public static string Reason(PurchaseCreated incoming, PurchaseCreated? recorded)
    {
        var differences = recorded is null ? "" : $" ({Differences(incoming, recorded)})";
        return $"eventId is already recorded with other content{differences}; the first one stays";
    }

    public static string Differences(PurchaseCreated incoming, PurchaseCreated recorded)
    {
        var differences = new List<string>();
        if (incoming.UserId != recorded.UserId) differences.Add("another userId");
        if (incoming.ItemId != recorded.ItemId) differences.Add("another itemId");
        if (incoming.Quantity != recorded.Quantity) differences.Add($"quantity {incoming.Quantity}, recorded {recorded.Quantity}");
        return string.Join("; ", differences);
    }
}
