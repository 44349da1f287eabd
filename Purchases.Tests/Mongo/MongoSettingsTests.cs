using Purchases.Core;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoSettingsTests
{
    [Fact]
    public void Names_are_the_originals_unless_set()
    {
        var settings = MongoSettings.Read(Settings.Of(("MONGO_URI", "mongodb://localhost:27017")));

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
    public void A_uri_that_can_not_be_used_is_named_and_not_shown(string? uri)
    {
        var fault = Assert.Throws<SettingsException>(() => MongoSettings.Read(Settings.Of(("MONGO_URI", uri))));

        Assert.StartsWith("MONGO_URI ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
