using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions.Startup;

namespace Purchases.Tests.Startup;

public sealed class EnabledFunctionsTests
{
    [Fact]
    public void All_functions_run_when_none_is_selected()
    {
        var enabled = Of();

        Assert.Empty(enabled.Selected);
        Assert.True(enabled.Contains("Buy"));
    }

    [Fact]
    public void Only_the_selected_functions_run()
    {
        var enabled = Of("Buy", "Health");

        Assert.True(enabled.Contains("Buy") && enabled.Contains("Health"));
        Assert.False(enabled.Contains("RecordPurchases"));
        Assert.Equal(["Buy", "Health"], enabled.Selected.Order());
    }

    [Fact]
    public void A_name_is_selected_in_any_letter_case_as_the_host_does() => Assert.True(Of("buy").Contains("Buy"));

    public static TheoryData<string> All => [.. FunctionMethods.All().Keys];

    // Without a store among the services, a function that needs one can't be made.
    [Theory]
    [MemberData(nameof(All))]
    public void A_function_needs_the_store_if_it_can_not_be_made_without_one(string function)
    {
        using var services = new ServiceCollection()
            .AddLogging()
            .AddPurchases(Settings.Of([.. Settings.Functions(function)]))
            .BuildServiceProvider();
        var failure = Record.Exception(() => ActivatorUtilities.CreateInstance(services, FunctionMethods.All()[function].DeclaringType!));

        Assert.Equal(failure is not null, Of(function).NeedStore);
        if (failure is not null) Assert.Contains("Store'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_api_server_the_list_of_bought_items_needs_no_store() =>
        Assert.False(new EnabledFunctions(Settings.Of(
            [.. Settings.Functions("GetAllBoughtItems"), ("API_SERVER_URL", "http://api:8000")])).NeedStore);

    [Fact]
    public void Those_that_take_events_or_give_them_need_the_topic()
    {
        string[] consume = ["RecordPurchases"], publish = ["Buy", "ReplayRejectedEvent", "ReplayRejectedEvents"];

        Assert.Equal(consume, All.Select(row => row.Data).Where(function => Of(function).Consume));
        Assert.Equal(publish, All.Select(row => row.Data).Where(function => Of(function).Publish));
        Assert.Equal(consume.Concat(publish).Order(), All.Select(row => row.Data).Where(function => Of(function).NeedTopic).Order());
    }

    private static EnabledFunctions Of(params string[] selected) => new(Settings.Of([.. Settings.Functions(selected)]));
}
