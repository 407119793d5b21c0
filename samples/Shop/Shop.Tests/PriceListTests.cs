using Microsoft.VisualStudio.TestTools.UnitTesting;
using Shop.Catalogue;

namespace Shop.Tests;

[TestClass]
public sealed class PriceListTests
{
    [TestMethod]
    public void The_total_is_that_of_all_prices() => Assert.AreEqual(3.20m, PriceList.Parse("apple: 0.30\nbread: 2.90").Total);
}
