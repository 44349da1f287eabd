using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The one client of this process, made when it is first needed, and the collections.</summary>
internal sealed class MongoConnection(MongoSettings settings) : IDisposable
{
    private readonly Lock _lock = new();
    private MongoClient? _client;

    public IMongoDatabase Database => Client().GetDatabase(settings.Database);

    public IMongoCollection<BsonDocument> Purchases => Database.GetCollection<BsonDocument>(settings.Collection);

    public IMongoCollection<BsonDocument> Rejected => Database.GetCollection<BsonDocument>(settings.RejectedCollection);

    public void Dispose()
    {
        lock (_lock) _client?.Dispose();
    }

    private MongoClient Client()
    {
        try
        {
            // Not Lazy<T>, which would keep a failure for good: a mongodb+srv address is looked up here, and DNS may be back a moment
            // later.
            lock (_lock) return _client ??= new(ClientSettings.Of(settings));
        }
        catch (Exception e) when (settings.Url.Scheme == ConnectionStringScheme.MongoDBPlusSrv)
        {
            throw new UnavailableException("MongoDB's address can't be looked up. Check the host in MONGO_URI.", e);
        }
    }
}
