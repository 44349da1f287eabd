using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Purchases.Core.Http;
using Purchases.Functions.Startup;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Startup;

public sealed class EnabledFunctionsTests
{
    // HostListenerFactory.IsDisabled of Azure/azure-webjobs-sdk.
    [Theory]
    [InlineData("AzureWebJobs.RecordPurchases.Disabled", "true")]
    [InlineData("AzureWebJobs.RecordPurchases.Disabled", "1")]
    [InlineData("AzureWebJobs_RecordPurchases_Disabled", "true")]
    public void A_disabled_function_does_not_run_and_needs_nothing(string setting, string value)
    {
        var enabled = new EnabledFunctions(Settings.Of([.. Settings.Functions("RecordPurchases", "Health"), (setting, value)]));

        Assert.False(enabled.Contains("RecordPurchases") || enabled.Consume || enabled.NeedTopic || enabled.NeedStore);
        Assert.True(enabled.Contains("Health"));
    }

    [Fact]
    public void A_disabled_function_makes_nothing_unready()
    {
        using var services = new ServiceCollection()
            .AddPurchases(Settings.Of([.. Settings.Functions("RecordPurchases"), ("AzureWebJobs.RecordPurchases.Disabled", "true")]))
            .BuildServiceProvider();

        Assert.Empty(services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
    }

    [Theory]
    [InlineData("AzureWebJobs.RecordPurchases.Disabled", "false")]
    [InlineData("AzureWebJobs.RecordPurchases.Disabled", "yes")]
    [InlineData("AzureWebJobs__RecordPurchases__Disabled", "true")]
    [InlineData("AzureWebJobs.Buy.Disabled", "true")]
    public void A_setting_that_the_host_ignores_disables_nothing(string setting, string value) =>
        Assert.True(new EnabledFunctions(Settings.Of((setting, value))).Contains("RecordPurchases"));

    public static TheoryData<string> All => [.. EnabledFunctions.All];

    [Fact]
    public void Every_function_in_the_code_has_its_needs() => Assert.Equal(FunctionMethods.All().Keys, EnabledFunctions.All);

    // Without a store among the services, a function that needs one can't be made.
    [Theory]
    [MemberData(nameof(All))]
    public void A_function_needs_the_store_if_it_cannot_be_created_without_one(string function)
    {
        using var services = new ServiceCollection()
            .AddLogging()
            .AddPurchases(Settings.Of([.. Settings.Functions(function)]))
            .BuildServiceProvider();
        var failure = Record.Exception(() => ActivatorUtilities.CreateInstance(services, FunctionMethods.All()[function].DeclaringType!));

        Assert.Equal(failure is not null, Of(function).NeedStore);
        if (failure is not null) Assert.Contains("Store'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_function_needs_the_topic_if_its_bindings_name_it(string function)
    {
        var method = FunctionMethods.All()[function];

        Assert.Equal(FunctionMethods.Trigger<KafkaTriggerAttribute>(method) is not null, Of(function).Consume);
        Assert.Equal(FunctionMethods.KafkaOutputs(method).Any(), Of(function).Publish);
        Assert.Equal(Of(function).Consume || Of(function).Publish, Of(function).NeedTopic);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_function_needs_an_api_server_or_the_store_if_its_constructor_asks_for_bought_items(string function)
    {
        var given = FunctionMethods.All()[function].DeclaringType!.GetConstructors().Single().GetParameters();

        Assert.Equal(given.Any(parameter => parameter.ParameterType == typeof(IBoughtItems)), Of(function).NeedApiServerOrStore);
    }

    private static EnabledFunctions Of(params string[] selected) => new(Settings.Of([.. Settings.Functions(selected)]));
}
