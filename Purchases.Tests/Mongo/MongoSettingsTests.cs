using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using MongoDB.Driver;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoSettingsTests
{
    [Fact]
    public void Names_are_the_Python_originals_by_default()
    {
        var settings = Read("mongodb://localhost:27017");

        Assert.Equal("purchases_db", settings.Database);
        Assert.Equal("purchases", settings.Collection);
        Assert.Equal("purchases_rejected", settings.RejectedCollection);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost:27017")]
    [InlineData("mongodb://u:se@cret@localhost")]
    [InlineData("mongodb://u:secret@localhost/?maxPoolSize=many")]
    [InlineData("mongodb://u:secret@localhost/?w=0")]
    [InlineData("mongodb://u:secret@localhost/?authMechanism=BOGUS")]
    [InlineData("mongodb://localhost/?authMechanism=GSSAPI")]
    [InlineData("mongodb://u:secret@localhost/?authMechanism=MONGODB-OIDC")]
    [InlineData("mongodb://u:secret@localhost/?maxPoolSize=-1")]
    [InlineData("mongodb://u:secret@localhost/?maxConnecting=0")]
    [InlineData("mongodb://u:secret@localhost/?socketTimeoutMS=-5")]
    [InlineData("mongodb+srv://u:secret@localhost.invalid/?maxPoolSize=-1")]
    [InlineData("mongodb+srv://u:secret@localhost.invalid/?authMechanism=BOGUS")]
    public void An_invalid_URI_is_rejected_without_showing_it(string? uri)
    {
        var fault = Assert.Throws<SettingsException>(() => Read(uri));

        Assert.StartsWith("MONGO_URI ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    // A DNS server that doesn't answer must not keep the app from starting.
    [Fact]
    public void A_uri_whose_hosts_are_in_DNS_is_not_looked_up_at_start() => Read("mongodb+srv://localhost.invalid/?srvServiceName=mine");

    [Fact]
    public void A_write_is_confirmed_by_a_majority_and_nothing_waits_long()
    {
        var settings = Read("mongodb://localhost:27017").ToClientSettings();

        Assert.Equal(WriteConcern.WMajority.With(wTimeout: TimeSpan.FromSeconds(5)), settings.WriteConcern);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.ServerSelectionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.WaitQueueTimeout);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.SocketTimeout);
        Assert.Equal(16, settings.MaxConnectionPoolSize);
        Assert.Equal("purchases", settings.ApplicationName);
        Assert.True(settings.RetryWrites);
    }

    [Fact]
    public void Every_option_in_the_URI_wins()
    {
        var settings = Read(
            "mongodb://u:p%40ss@localhost/?W=1&journal=true&wtimeoutMS=8000&serverSelectionTimeoutMS=30000&connectTimeoutMS=20000&" +
            "waitQueueTimeoutMS=7000&socketTimeoutMS=9000&maxPoolSize=100&appName=mine").ToClientSettings();

        Assert.Equal(WriteConcern.W1.With(journal: true, wTimeout: TimeSpan.FromSeconds(8)), settings.WriteConcern);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.ServerSelectionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(20), settings.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.WaitQueueTimeout);
        Assert.Equal(TimeSpan.FromSeconds(9), settings.SocketTimeout);
        Assert.Equal(100, settings.MaxConnectionPoolSize);
        Assert.Equal("mine", settings.ApplicationName);
    }

    [Fact]
    public void A_pool_is_never_smaller_than_the_minimum_in_the_uri() =>
        Assert.Equal(40, Read("mongodb://localhost/?minPoolSize=40").ToClientSettings().MaxConnectionPoolSize);

    [Theory]
    [InlineData("w=1", 1)]
    [InlineData("w=majority&journal=false", 1)]
    [InlineData("w=majority&journal=true", 0)]
    [InlineData("w=2", 0)]
    [InlineData("appName=mine", 0)]
    public async Task A_URI_that_weakens_the_write_concern_is_logged_as_a_warning_at_start(string options, int warnings)
    {
        using var log = new FakeLoggerProvider();
        var configuration = Settings.Of(("MONGO_URI", $"mongodb://localhost/?{options}"));
        await using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log))
            .AddMongoPurchaseStore(configuration).BuildServiceProvider();

        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);

        Assert.Equal(warnings, log.Count("Warning: MONGO_URI weakens the write concern"));
        Assert.Equal(warnings, log.Lines().Count);
    }

    private static MongoSettings Read(string? uri) => MongoSettings.Read(Settings.Of(("MONGO_URI", uri)));
}
