using Microsoft.Extensions.Configuration;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>MONGO_URI, MONGO_DB and MONGO_COLLECTION. Not a record: its text would show the password.</summary>
internal sealed class MongoSettings
{
    private MongoSettings(string uri, MongoUrl url, string database, string collection) =>
        (Uri, Url, Database, Collection) = (uri, url, database, collection);

    /// <summary>The connection string as it was given.</summary>
    public string Uri { get; }

    public MongoUrl Url { get; }

    public string Database { get; }

    /// <summary>Where purchases are.</summary>
    public string Collection { get; }

    /// <summary>Where rejected events are kept.</summary>
    public string RejectedCollection => $"{Collection}_rejected";

    /// <exception cref="SettingsException">One of them is missing or malformed.</exception>
    public static MongoSettings Read(IConfiguration configuration)
    {
        var uri = configuration["MONGO_URI"];
        if (string.IsNullOrWhiteSpace(uri))
            throw new SettingsException("MONGO_URI is not set; set it to MongoDB's connection string, such as mongodb://localhost:27017.");

        var database = configuration["MONGO_DB"] is { Length: > 0 } db ? db : "purchases_db";
        if (!DatabaseNamespace.IsValid(database)) throw new SettingsException("MONGO_DB must be a database's name, without '.'.");

        var collection = configuration["MONGO_COLLECTION"] is { Length: > 0 } name ? name : "purchases";
        if (!CollectionNamespace.IsValid(collection)) throw new SettingsException("MONGO_COLLECTION must be a collection's name.");

        return new(uri, Parse(uri), database, collection);
    }

    private static MongoUrl Parse(string uri)
    {
        MongoUrl url;
        try
        {
            url = new(uri);
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
        {
            throw new SettingsException(
                "MONGO_URI must be a connection string, such as mongodb://user:password@host:27017/?authSource=admin; " +
                    "escape special characters of the password (@ is %40).");
        }

        // Offsets: they move when a write returns. With w=0 it returns before anything is stored.
        return url.GetWriteConcern(enabledDefault: true).IsAcknowledged
            ? url
            : throw new SettingsException("MONGO_URI must not say w=0: purchases would count as recorded before MongoDB has them.");
    }
}
