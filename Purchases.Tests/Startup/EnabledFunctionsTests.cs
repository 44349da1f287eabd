using Microsoft.Extensions.Configuration;
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

    private static EnabledFunctions Of(params string[] selected) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(selected.Select((name, i) => KeyValuePair.Create($"AzureFunctionsJobHost:functions:{i}", (string?)name)))
        .Build());
}
