using MongoDB.Bson;

namespace Purchases.Functions.Mongo;

/// <summary>A document as it was found, whoever wrote it.</summary>
/// <param name="Content">Null when the driver can't read it: MongoDB also keeps text that isn't UTF-8, and a member twice.</param>
/// <param name="Id">Its _id, as far as that can be read.</param>
internal sealed record FoundDocument(BsonDocument? Content, BsonValue Id);
