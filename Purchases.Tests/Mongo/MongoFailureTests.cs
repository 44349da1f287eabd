using System.Net;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoFailureTests
{
    private static readonly ConnectionId Connection = new(new ServerId(new ClusterId(), new DnsEndPoint("secret-host", 27017)));

    public static TheoryData<Exception> Reported =>
    [
        new TimeoutException("secret-host"),
        new TimeoutException("Timed out waiting for a connection after 3000ms."),
        new MongoException("secret-host"),
        new MongoInternalException("secret-host"),
        new MongoConfigurationException("secret-host"),
        new MongoConnectionException(Connection, "secret-host"),
        new MongoNotPrimaryException(Connection, [], []),
        new MongoNodeIsRecoveringException(Connection, [], []),
        new MongoExecutionTimeoutException(Connection, "secret-host"),
        new MongoCursorNotFoundException(Connection, 7, []),
    ];

    [Theory]
    [MemberData(nameof(Reported))]
    public void Every_exception_of_the_driver_is_described_without_the_host(Exception exception)
    {
        var message = MongoFailure.Describe(exception);

        Assert.NotEmpty(message ?? "");
        Assert.DoesNotContain("secret-host", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(262)]
    [InlineData(99999)]
    public void A_rejected_command_is_described_with_its_code(int code) =>
        Assert.Equal($"MongoDB rejects a command (code {code}).", Describe(code));

    [Theory]
    [InlineData(13, "readWrite")]
    [InlineData(8000, "On Atlas")]
    [InlineData(148, "enableMajorityReadConcern")]
    [InlineData(20, "add retryWrites=false to MONGO_URI")]
    [InlineData(301, "add retryWrites=false to MONGO_URI")]
    public void A_code_with_one_cause_is_described_with_what_to_do(int code, string advice)
    {
        Assert.StartsWith($"MongoDB rejects a command (code {code}). ", Describe(code), StringComparison.Ordinal);
        Assert.Contains(advice, Describe(code), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retryable writes are not supported")]
    [InlineData("This MongoDB deployment does not support retryable writes.")]
    public void A_message_about_retryable_writes_is_recognised(string message) => Assert.Contains(
        "add retryWrites=false to MONGO_URI",
        MongoFailure.Describe(new MongoCommandException(Connection, message, [], new BsonDocument("code", 2))),
        StringComparison.Ordinal);

    [Fact]
    public void A_rejected_login_names_the_setting_to_look_at() =>
        Assert.Contains("MONGO_URI", MongoFailure.Describe(new MongoAuthenticationException(Connection, "")), StringComparison.Ordinal);

    [Fact]
    public void A_bug_is_not_described_as_a_failure_of_MongoDB()
    {
        Assert.Null(MongoFailure.Describe(new InvalidOperationException()));
        Assert.Null(MongoFailure.Describe(new InsufficientMemoryException()));
        Assert.Null(MongoFailure.Describe(new FormatException("larger than MaxDocumentSize")));
    }

    private static string? Describe(int code) =>
        MongoFailure.Describe(new MongoCommandException(Connection, "secret-host", [], new BsonDocument("code", code)));
}
