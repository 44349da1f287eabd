using Microsoft.Extensions.Configuration;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace Purchases.Functions.Mongo;

/// <summary>MONGO_URI, MONGO_DB and MONGO_COLLECTION. Not a record: its text would contain the password.</summary>
internal sealed class MongoSettings
{
    private const int MaxConnectionPoolSize = 16;

    private static readonly TimeSpan ServerSelectionTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WaitQueueTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private readonly MongoUrl _url;
    private readonly ConnectionString _given;

    private MongoSettings(string uri, string database, string collection)
    {
        (Database, Collection) = (database, collection);
        (_url, _given) = Parse(uri);
    }

    public string Database { get; }

    /// <summary>The collection of purchases.</summary>
    public string Collection { get; }

    /// <summary>The collection of rejected events.</summary>
    public string RejectedCollection => $"{Collection}_rejected";

    /// <summary>Whether MONGO_URI requires less than the journals of a majority for a write.</summary>
    public bool WeakensWrites => _given.W is WriteConcern.WCount { Value: 1 } || _given.Journal == false;

    /// <exception cref="SettingsException">A setting is missing or malformed.</exception>
    public static MongoSettings Read(IConfiguration configuration)
    {
        var uri = configuration["MONGO_URI"];
        if (string.IsNullOrWhiteSpace(uri))
        {
            throw new SettingsException(
                "MONGO_URI is not set. Set it to MongoDB's connection string, for example mongodb://localhost:27017.");
        }

        var database = configuration["MONGO_DB"] is { Length: > 0 } db ? db : "purchases_db";
        if (!DatabaseNamespace.IsValid(database)) throw new SettingsException("MONGO_DB must be a database's name, without '.'.");

        var collection = configuration["MONGO_COLLECTION"] is { Length: > 0 } name ? name : "purchases";
        if (!CollectionNamespace.IsValid(collection)) throw new SettingsException("MONGO_COLLECTION must be a collection's name.");

        var settings = new MongoSettings(uri, database, collection);
        settings.CheckOptions();
        return settings;
    }

    /// <summary>
    /// The driver's settings: short time-outs, because the worker retries. Options in MONGO_URI have priority. A mongodb+srv address is
    /// looked up in DNS, which may block for a long time.
    /// </summary>
    public MongoClientSettings ToClientSettings()
    {
        var settings = MongoClientSettings.FromUrl(_url);
        settings.ApplicationName ??= "purchases";

        // The driver's defaults are 30 s to find a server and to connect, 2 min for a free connection, and no limit for a reply.
        settings.ServerSelectionTimeout = _given.ServerSelectionTimeout ?? ServerSelectionTimeout;
        settings.ConnectTimeout = _given.ConnectTimeout ?? ConnectTimeout;
        settings.WaitQueueTimeout = _given.WaitQueueTimeout ?? WaitQueueTimeout;
        settings.SocketTimeout = _given.SocketTimeout ?? SocketTimeout;

        // A process writes one batch at a time, and many pods share a server.
        if (_given.MaxPoolSize is null)
            settings.MaxConnectionPoolSize = Math.Max(MaxConnectionPoolSize, settings.MinConnectionPoolSize);

        // Offsets: a failover undoes a write that only the primary has, after the offset was committed.
        if (_given.W is null) settings.WriteConcern = settings.WriteConcern.With(mode: "majority");

        // Without a limit, a write that the majority doesn't confirm waits on the server indefinitely, and each retry adds another.
        if (_given.WTimeout is null) settings.WriteConcern = settings.WriteConcern.With(wTimeout: WriteTimeout);
        return settings;
    }

    private static (MongoUrl Url, ConnectionString Given) Parse(string uri)
    {
        MongoUrl url;
        try
        {
            url = new(uri);
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
        {
            throw new SettingsException(
                "MONGO_URI must be a connection string, for example mongodb://user:password@host:27017/?authSource=admin. " +
                    "Escape special characters of the password (@ is %40).");
        }

        // Offsets: they are committed when a write returns. With w=0 it returns before anything is stored.
        return url.GetWriteConcern(enabledDefault: true).IsAcknowledged
            ? (url, new(uri))
            : throw new SettingsException("MONGO_URI must not set w=0: purchases would count as recorded before MongoDB has them.");
    }

    // A mongodb+srv address isn't looked up: a DNS server that doesn't answer must not keep the app from starting.
    private void CheckOptions()
    {
        try
        {
            new ClusterBuilder().ConfigureWithConnectionString(_given);
            _url.GetCredential();
            if (_url.Scheme == ConnectionStringScheme.MongoDB) ToClientSettings().Freeze();
        }
        catch (Exception e) when (e is MongoException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new SettingsException($"MONGO_URI has an option that the driver rejects: {e.Message}");
        }
    }
}
