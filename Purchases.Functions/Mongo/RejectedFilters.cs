using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>Which rejected events a query means.</summary>
internal static class RejectedFilters
{
    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    public static FilterDefinition<BsonDocument> Is(EventPosition position) => Filter.Eq(RejectedDocument.Id, position.ToString());

    // By members that are there or not: documents from before an event could be dismissed wait like any other.
    public static FilterDefinition<BsonDocument> Are(RejectedState state) => state switch
    {
        RejectedState.Replayed => Filter.Exists(RejectedDocument.ReplayedAs),
        RejectedState.Dismissed => Filter.Exists(RejectedDocument.DismissedAt),
        _ => Filter.Exists(RejectedDocument.ReplayedAs, exists: false) & Filter.Exists(RejectedDocument.DismissedAt, exists: false),
    };

    // A claim counts for its time on both sides of now: a clock that was set back must not hold an event for years.
    public static FilterDefinition<BsonDocument> AreUnclaimed(EventTimestamp now) =>
        Filter.Exists(RejectedDocument.ReplayingSince, exists: false) |
        Filter.Lte(RejectedDocument.ReplayingSince, $"{now - Limits.ReplayTime}") |
        Filter.Gte(RejectedDocument.ReplayingSince, $"{now + Limits.ReplayTime}");

    public static FilterDefinition<BsonDocument> AreClaimed(EventTimestamp claimedAt) =>
        Filter.Eq(RejectedDocument.ReplayingSince, claimedAt.ToString());
}
