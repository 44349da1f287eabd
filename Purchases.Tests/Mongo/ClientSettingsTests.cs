using MongoDB.Driver;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class ClientSettingsTests
{
    [Fact]
    public void A_write_is_confirmed_by_a_majority_and_nothing_waits_long()
    {
        var settings = Of("mongodb://localhost:27017");

        Assert.Equal(WriteConcern.WMajority, settings.WriteConcern);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.ServerSelectionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.WaitQueueTimeout);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.SocketTimeout);
        Assert.Equal(16, settings.MaxConnectionPoolSize);
        Assert.Equal("purchases", settings.ApplicationName);
        Assert.True(settings.RetryWrites);
    }

    [Fact]
    public void Every_option_in_the_uri_wins()
    {
        var settings = Of(
            "mongodb://u:p%40ss@localhost/?W=1&journal=true&serverSelectionTimeoutMS=30000&connectTimeoutMS=20000&" +
            "waitQueueTimeoutMS=7000&socketTimeoutMS=9000&maxPoolSize=100&appName=mine");

        Assert.Equal(WriteConcern.W1.With(journal: true), settings.WriteConcern);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.ServerSelectionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(20), settings.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.WaitQueueTimeout);
        Assert.Equal(TimeSpan.FromSeconds(9), settings.SocketTimeout);
        Assert.Equal(100, settings.MaxConnectionPoolSize);
        Assert.Equal("mine", settings.ApplicationName);
    }

    [Fact]
    public void A_pool_is_never_smaller_than_the_minimum_in_the_uri() =>
        Assert.Equal(40, Of("mongodb://localhost/?minPoolSize=40").MaxConnectionPoolSize);

    private static MongoClientSettings Of(string uri) => ClientSettings.Of(MongoSettings.Read(Settings.Of(("MONGO_URI", uri))));
}
